import Dashboard

/// JSON as commands write it: with a line for each member, for people too, or all of it on one line.
enum JSONOutput {
    static func text(_ json: [UInt8]) -> String {
        JSONText.indented(json)
    }

    static func line(_ json: [UInt8]) -> String {
        String(decoding: json, as: UTF8.self)
    }
}
