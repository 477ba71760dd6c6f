extension Timestamp {
    /// Reads a moment as RFC 3339 writes it (section 5.6): `2026-11-23T22:44:04Z`, `2026-11-23t23:44:04.5+01:00`. What is finer than
    /// a millisecond is cut off.
    ///
    /// Nil for anything else, also for days and hours that no calendar has. A leap second is the beginning of the next minute, and
    /// only where one may be: at the end of a day in UTC.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(4), reader.skip("-"),
            let month = reader.number(2), (1...12).contains(month), reader.skip("-"),
            let day = reader.number(2), (1...Self.days(in: month, of: year)).contains(day), reader.skip("Tt"),
            let hour = reader.number(2), hour <= 23, reader.skip(":"),
            let minute = reader.number(2), minute <= 59, reader.skip(":"),
            let second = reader.number(2), second <= 60,
            let millisecond = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        guard second < 60 || seconds.isMultiple(of: 86_400) else { return nil }
        self.init(millisecondsSinceEpoch: seconds * 1000 + millisecond)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The way back of what ``iso8601`` does: years from March, so that the odd day comes last. From the year 0 on.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        // From 400 years earlier, so that nothing here is below zero.
        let shifted = years + 400
        let before = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
        return before + (153 * months + 2) / 5 + day - 1 - 719_468 - 146_097
    }
}

/// Reads a text of ASCII from its beginning, piece by piece.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// A number of exactly so many digits.
    mutating func number(_ digits: Int) -> Int64? {
        guard rest.count >= digits else { return nil }
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Whether one of the characters comes next, which is then behind us.
    mutating func skip(_ characters: StaticString) -> Bool {
        guard let next = rest.first, characters.withUTF8Buffer({ $0.contains(next) }) else { return false }
        rest.removeFirst()
        return true
    }

    /// The milliseconds of `.5`; 0 where there is no fraction.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        guard var milliseconds = digit() else { return nil }
        var digits = 1
        while let next = digit() {
            if digits < 3 { (milliseconds, digits) = (milliseconds * 10 + next, digits + 1) }
        }
        while digits < 3 { (milliseconds, digits) = (milliseconds * 10, digits + 1) }
        return milliseconds
    }

    /// The seconds by which a clock there is ahead of UTC.
    mutating func offset() -> Int64? {
        if skip("Zz") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(2), hours <= 23, skip(":"), let minutes = number(2),
            minutes <= 59
        else { return nil }
        return (isAhead ? 1 : -1) * (hours * 3600 + minutes * 60)
    }

    private mutating func digit() -> Int64? {
        guard let next = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) else { return nil }
        rest.removeFirst()
        return Int64(next - UInt8(ascii: "0"))
    }
}
