extension Unicode.Scalar {
    /// Neither ends a line, nor hides text, nor commands a terminal.
    package var isPrintable: Bool {
        // What joins emoji, and letters of some scripts, only changes their shape.
        if self == "\u{200D}" || self == "\u{200C}" { return true }
        return switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension String {
    /// The words of a text from outside, on one line: fit for a log line and a database column.
    package var oneLine: String {
        let printable = unicodeScalars.map { $0.isPrintable ? Character($0) : " " }
        return String(printable).split(separator: " ").joined(separator: " ")
    }
}
