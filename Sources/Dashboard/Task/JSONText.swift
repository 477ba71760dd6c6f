/// JSON, or the beginning of it, with a line for each member, so that people can read it. Nothing of it changes but the white space
/// between its parts.
package enum JSONText {
    package static func indented(_ json: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var (depth, isInString, isEscaped, opened) = (0, false, false, false)
        func newLine() {
            text.append(UInt8(ascii: "\n"))
            text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * min(depth, 32)))
        }
        for byte in json {
            if isInString {
                text.append(byte)
                (isInString, isEscaped) = (
                    isEscaped || byte != UInt8(ascii: "\""), !isEscaped && byte == UInt8(ascii: "\\")
                )
                continue
            }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // What an operator has edited may close more than it opens.
                depth = max(0, depth - 1)
                if !opened { newLine() }
                text.append(byte)
                opened = false
            default:
                if opened { newLine() }
                opened = false
                text.append(byte)
                switch byte {
                case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, opened) = (depth + 1, true)
                case UInt8(ascii: ","): newLine()
                case UInt8(ascii: ":"): text.append(UInt8(ascii: " "))
                case UInt8(ascii: "\""): isInString = true
                default: break
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
