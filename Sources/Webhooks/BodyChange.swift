/// What tools between a receiver and its code do to a body, each of which breaks its signature.
package enum BodyChange: CaseIterable, Sendable {
    case newlineAdded
    case newlineRemoved
    case lineEndsToCRLF
    case lineEndsToLF

    /// Follows "the body".
    package var description: String {
        switch self {
        case .newlineAdded: "has got a newline at its end that was not signed"
        case .newlineRemoved: "has lost the newline at its end"
        case .lineEndsToCRLF: "has got CRLF where LF was signed"
        case .lineEndsToLF: "has got LF where CRLF was signed"
        }
    }

    /// What the body may have been before this change.
    func candidates(for body: [UInt8]) -> [[UInt8]] {
        let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        switch self {
        case .newlineAdded:
            guard body.last == lf else { return [] }
            let shorter = Array(body.dropLast())
            return shorter.last == cr ? [shorter.dropLast(), shorter] : [shorter]
        case .newlineRemoved:
            return [body + [lf], body + [cr, lf]]
        case .lineEndsToCRLF:
            return [body.withLineEnds([lf])]
        case .lineEndsToLF:
            return [body.withLineEnds([cr, lf])]
        }
    }
}

extension [UInt8] {
    /// With `end` in the place of every LF and CRLF.
    fileprivate func withLineEnds(_ end: [UInt8]) -> [UInt8] {
        let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        var lines = split(separator: lf, omittingEmptySubsequences: false)
        for index in lines.indices.dropLast() where lines[index].last == cr { lines[index] = lines[index].dropLast() }
        return Array(lines.joined(separator: end))
    }
}
