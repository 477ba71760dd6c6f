import Jobs

@testable import Webhooks

extension Property {
    /// A receiver's `retry-after`.
    static let retryAfter = Property("retry-after") { input in
        let day = Milliseconds.seconds(86_400)
        if let header = RetryAfter(input.text) {
            for now in [Timestamp.today, .distantPast, .distantFuture] {
                let moment = header.moment(at: now)
                try require(moment >= now, "it is not in the past")
                try require(moment - now <= day, "nobody is kept waiting for longer than a day")
            }
            if case .at(let date) = header {
                try require(date.millisecondsSinceEpoch.isMultiple(of: 1000), "a date of HTTP has whole seconds")
            }
        }
        // The first bytes as a number of seconds.
        let number = input.prefix(7).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        try require(RetryAfter("\(number)") == .wait(min(.seconds(min(number, 1 << 40)), day)), "seconds are seconds")
    }
}
