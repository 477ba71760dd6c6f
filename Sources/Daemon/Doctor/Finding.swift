/// What a look at one thing has come to.
struct Finding: Equatable, Encodable {
    enum Verdict: String, Encodable {
        case ok
        case warning
        case problem
    }

    /// What was looked at, in a word.
    var subject: String
    var verdict: Verdict
    var text: String
    /// What to do about it. Nil where nothing is to be done.
    var remedy: String?

    static func ok(_ subject: String, _ text: String) -> Finding {
        Finding(subject: subject, verdict: .ok, text: text)
    }

    static func warning(_ subject: String, _ text: String, remedy: String) -> Finding {
        Finding(subject: subject, verdict: .warning, text: text, remedy: remedy)
    }

    static func problem(_ subject: String, _ text: String, remedy: String) -> Finding {
        Finding(subject: subject, verdict: .problem, text: text, remedy: remedy)
    }
}
