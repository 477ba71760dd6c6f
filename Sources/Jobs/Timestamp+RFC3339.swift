extension Timestamp {
    /// Reads a moment as RFC 3339 writes it, in any zone: `2026-11-23T22:44:04Z`, `2026-11-23T23:44:04.123+01:00`. What is finer
    /// than a millisecond is left out, and a leap second is the one after it. Nil for anything else.
    package init?(rfc3339 text: String) {
        var rest = Array(text.utf8)[...]
        guard let year = rest.takeNumber(4), rest.take("-"), let month = rest.takeNumber(2), rest.take("-"),
            let day = rest.takeNumber(2), rest.take("Tt"), let hour = rest.takeNumber(2), rest.take(":"),
            let minute = rest.takeNumber(2), rest.take(":"), let second = rest.takeNumber(2),
            let millisecond = rest.takeFraction(), let offset = rest.takeOffset(), rest.isEmpty,
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(millisecondsSinceEpoch: seconds * 1000 + millisecond)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// As ``iso8601`` counts them, the other way round.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = year + 400 - (month <= 2 ? 1 : 0)
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468 - 146_097
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func take(_ one: StaticString) -> Bool {
        guard let first, one.withUTF8Buffer({ $0.contains(first) }) else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeNumber(_ digits: Int) -> Int64? {
        let text = prefix(digits)
        guard text.count == digits, text.allSatisfy(\.isDigit) else { return nil }
        removeFirst(digits)
        return text.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// In milliseconds; 0 where there is none.
    fileprivate mutating func takeFraction() -> Int64? {
        guard take(".") else { return 0 }
        let digits = prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        removeFirst(digits.count)
        let three = (digits + [UInt8](repeating: UInt8(ascii: "0"), count: 3)).prefix(3)
        return three.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// In seconds east of Greenwich.
    fileprivate mutating func takeOffset() -> Int64? {
        if take("Zz") { return 0 }
        let isEast = first == UInt8(ascii: "+")
        guard take("+-"), let hours = takeNumber(2), take(":"), let minutes = takeNumber(2), hours < 24, minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
