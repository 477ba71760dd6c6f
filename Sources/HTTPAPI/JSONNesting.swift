/// How deep JSON may be nested before anybody decodes it: a decoder that descends with it is not to be led down by a client.
enum JSONNesting {
    /// No body of ours has more than three.
    static let deepest = 32

    /// Looks at brackets and quotation marks only; whether it is JSON at all is said by whoever decodes it.
    static func check(_ json: some Sequence<UInt8>) throws(Problem) {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in json {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                guard depth <= deepest else {
                    throw Problem(
                        type: .invalidJSON, detail: "the body must not be nested deeper than \(deepest) levels"
                    )
                }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
    }
}
