import JobStore
import Jobs

/// Which tasks a list is about, as its form and its address say it.
struct TaskQuery: Hashable, Sendable {
    /// How long ago a task was accepted at most.
    enum Within: String, CaseIterable {
        case hour
        case day
        case week

        var words: String {
            switch self {
            case .hour: "in the last hour"
            case .day: "in the last 24 hours"
            case .week: "in the last 7 days"
            }
        }

        fileprivate var length: Milliseconds {
            switch self {
            case .hour: .seconds(3600)
            case .day: .seconds(86_400)
            case .week: .seconds(604_800)
            }
        }
    }

    var state: JobState?
    var username: String?
    var repository: String?
    var errorClass: ErrorClass?
    var within: Within?
    var after: Timestamp?
    var until: Timestamp?
    /// Where the list goes on: before this one.
    var before: JobID?

    init() {}

    init(_ values: FormValues) throws(PageProblem) {
        state = try Self.word(values["state"], JobState.self, "state")
        (username, repository) = (values["username"], values["repository"])
        errorClass = try Self.word(values["error_class"], ErrorClass.self, "kind of error")
        within = try Self.word(values["within"], Within.self, "span of time")
        after = try Self.moment(values["after"])
        until = try Self.moment(values["until"])
        if let text = values["before"] {
            guard let number = Int64(text), number > 0 else { throw .invalid("There is no task \(text.quoted).") }
            before = JobID(number)
        }
        guard repository == nil || username != nil else {
            throw .invalid("A repository's name alone says too little: give its owner too.")
        }
        do throws(InvalidName) {
            _ = try RepositoryName(username: username ?? "a", repository: repository ?? "a")
        } catch {
            throw .invalid("\(error).")
        }
    }

    func filter(at now: Timestamp) -> JobFilter {
        let since = within.map { now + Milliseconds(-$0.length.count) }
        return JobFilter(
            state: state, username: username, repository: repository, errorClass: errorClass,
            createdAfter: [since, after].compactMap(\.self).max(), createdBefore: until
        )
    }

    /// Which of the form's fields say something, with what they say.
    var pairs: [(name: String, value: String?)] {
        [
            ("state", state?.rawValue), ("username", username), ("repository", repository),
            ("error_class", errorClass?.rawValue), ("within", within?.rawValue), ("after", after?.iso8601),
            ("until", until?.iso8601), ("before", before.map { "\($0)" }),
        ]
    }

    var isEmpty: Bool {
        self == TaskQuery()
    }

    func url(_ path: String = "/dashboard/tasks") -> String {
        let text = FormValues.encoded(pairs)
        return text.isEmpty ? path : "\(path)?\(text)"
    }

    func continued(before: JobID?) -> TaskQuery {
        var query = self
        query.before = before
        return query
    }

    /// `discarded tasks of octocat, accepted in the last hour`.
    var words: String {
        var words = [state?.rawValue, "tasks"].compactMap(\.self).joined(separator: " ")
        if let username { words += " of \(username)" + (repository.map { "/\($0)" } ?? "") }
        if let errorClass { words += " with \(errorClass.rawValue)" }
        let times = [
            within?.words, after.map { "from \(Moment($0).utc)" }, until.map { "before \(Moment($0).utc)" },
        ].compactMap(\.self)
        return times.isEmpty ? words : words + ", accepted " + times.joined(separator: ", ")
    }

    private static func word<Word: RawRepresentable<String>>(
        _ text: String?, _: Word.Type, _ noun: String
    ) throws(PageProblem) -> Word? {
        guard let text else { return nil }
        guard let word = Word(rawValue: text) else { throw .invalid("There is no \(noun) \(text.quoted).") }
        return word
    }

    /// As a browser's field for a local time writes it, which is UTC here, or with its zone.
    private static func moment(_ text: String?) throws(PageProblem) -> Timestamp? {
        guard let text else { return nil }
        for end in ["", "Z", ":00Z"] {
            if let moment = Timestamp(rfc3339: text + end) { return moment }
        }
        throw .invalid("\(text.quoted) is no moment such as 2026-11-23T22:44.")
    }
}
