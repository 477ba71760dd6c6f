/// How deep JSON may be nested before anybody decodes it: a decoder that descends with it is not to be led down by a client, nor to
/// find another encoding than UTF-8 (RFC 8259, section 8.1), in which there would be other brackets.
enum JSONNesting {
    /// No body of ours has more than three.
    static let deepest = 32

    /// Looks at brackets and quotation marks only; whether it is JSON at all is said by whoever decodes it.
    static func check(_ json: UnsafeRawBufferPointer) throws(Problem) {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in json {
            switch byte {
            // In UTF-8 it stands in no JSON, and in the others in each.
            case 0: throw Problem(type: .invalidJSON, detail: "the body must be JSON in UTF-8")
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
