import Jobs

extension Timestamp {
    /// `in 9 s`, `now` or `2 h 5 min ago`, from another moment on.
    func words(at now: Timestamp) -> String {
        let wait = self - now
        return switch wait.count {
        case 1...: "in \(Milliseconds((wait.count + 999) / 1000 * 1000).plain)"
        case -999...0: "now"
        default: "\(Milliseconds(-wait.count / 1000 * 1000).plain) ago"
        }
    }

    /// To the second: `2026-11-27 19:35:42`.
    var second: String {
        String(iso8601.prefix(19)).replacing("T", with: " ")
    }
}

extension Milliseconds {
    /// As ``words``, but whole seconds without a fraction.
    fileprivate var plain: String {
        count < 60_000 ? "\(count / 1000) s" : words
    }
}
