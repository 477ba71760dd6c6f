import Hummingbird
import JobStore
import Jobs

/// What was done a moment ago, told once, on the next page. It travels in a cookie of its own, as a word and numbers.
struct Flash: Equatable, Sendable {
    enum Word: String, CaseIterable {
        case retried
        case cancelled
        case redelivered
        case paused
        case resumed
        case held
        case released
        case manyRetried = "many-retried"
        case manyCancelled = "many-cancelled"
        case signedOut = "signed-out"
    }

    static let cookieName = "hookme_flash"

    var word: Word
    /// Of the job, or how many jobs.
    var number: Int64 = 0
    /// Whether there are more than were touched at once.
    var leavesSome = false

    var text: String {
        switch word {
        case .retried: "Task \(number) is queued, and due now."
        case .cancelled: "Task \(number) is cancelled."
        case .redelivered: "Task \(number) is queued, and due now, to have its payload sent once more."
        case .paused: "The queue is paused. What runs goes on; nothing more is begun."
        case .resumed: "The queue goes on."
        case .held: "The destination is held: its tasks wait, without failing, until it is released."
        case .released where number >= mostJobsCounted:
            "The destination is released: \(number.grouped) or more held tasks go on."
        case .released: "The destination is released: \(number.counted("held task")) \(number == 1 ? "goes" : "go") on."
        case .manyRetried: "\(number.counted("task")) \(number == 1 ? "is" : "are") queued, and due now." + more
        case .manyCancelled: "\(number.counted("task")) \(number == 1 ? "is" : "are") cancelled." + more
        case .signedOut: "You are signed out."
        }
    }

    private var more: String {
        leavesSome ? " There are more that match: no more than this are touched at once, so do it again." : ""
    }

    init(_ word: Word, _ number: Int64 = 0, leavesSome: Bool = false) {
        (self.word, self.number, self.leavesSome) = (word, number, leavesSome)
    }

    init?(_ request: Request) {
        let parts = request.cookies[Self.cookieName]?.value.split(separator: ".") ?? []
        guard parts.count == 3, let word = Word(rawValue: String(parts[0])), let number = Int64(parts[1]) else {
            return nil
        }
        self.init(word, number, leavesSome: parts[2] == "1")
    }

    func cookie(secure: Bool) -> Cookie {
        Self.cookie("\(word.rawValue).\(number).\(leavesSome ? 1 : 0)", seconds: 60, secure)
    }

    static func shown(secure: Bool) -> Cookie {
        cookie("", seconds: 0, secure)
    }

    private static func cookie(_ value: String, seconds: Int, _ secure: Bool) -> Cookie {
        Cookie(
            name: cookieName, value: value, maxAge: seconds, path: "/", secure: secure, httpOnly: true,
            sameSite: .strict
        )
    }
}
