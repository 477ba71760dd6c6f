extension BinaryInteger {
    /// Its digits in groups of three: `1,234,567`.
    package var grouped: String {
        let digits = String(magnitude)
        var text = self < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 job`, `1,234 jobs`.
    package func counted(_ noun: String) -> String {
        self == 1 ? "1 \(noun)" : "\(grouped) \(noun)s"
    }
}

extension Milliseconds {
    /// In the two units that say the most: `340 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
    package var words: String {
        let seconds = count / 1000
        switch count {
        case ..<1000: return "\(max(0, count)) ms"
        case ..<60_000: return "\(seconds).\(count % 1000 / 100) s"
        case ..<3_600_000: return Self.pair(seconds, 60, "min", 1, "s")
        case ..<172_800_000: return Self.pair(seconds, 3600, "h", 60, "min")
        default: return Self.pair(seconds, 86_400, "d", 3600, "h")
        }
    }

    private static func pair(_ seconds: Int64, _ large: Int64, _ first: String, _ small: Int64, _ second: String)
        -> String
    {
        let rest = seconds % large / small
        return "\((seconds / large).grouped) \(first)" + (rest > 0 ? " \(rest) \(second)" : "")
    }
}

extension Int {
    /// Of bytes: `812 bytes`, `64 KiB`, `1.5 MiB`, `2.0 GiB`.
    package var bytes: String {
        switch self {
        case ..<1024: counted("byte")
        case ..<1_048_576: "\(self / 1024) KiB"
        case ..<1_073_741_824: "\(self / 1_048_576).\(self % 1_048_576 * 10 / 1_048_576) MiB"
        default: "\(self / 1_073_741_824).\(self % 1_073_741_824 * 10 / 1_073_741_824) GiB"
        }
    }
}

extension String {
    /// What somebody has sent, said back to them: on one line, in quotes, and no more of it than is needed to know it again.
    package var quoted: String {
        let text = oneLine
        return text.count > 60 ? "'\(text.prefix(60))…'" : "'\(text)'"
    }
}
