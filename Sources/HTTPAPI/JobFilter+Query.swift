import JobStore
import Jobs

extension JobFilter {
    static let parameters: [String] = [
        "state", "username", "repository", "error_class", "created_after", "created_before",
    ]

    init(_ query: Query) throws(Problem) {
        self.init(
            state: try query.word("state", JobState.self), username: query.text("username"),
            repository: query.text("repository"), errorClass: try query.word("error_class", ErrorClass.self),
            createdAfter: try query.moment("created_after"), createdBefore: try query.moment("created_before")
        )
        guard repository == nil || username != nil else {
            throw Problem.invalidQuery("repository", "needs a username beside it")
        }
        do throws(InvalidName) {
            _ = try RepositoryName(username: username ?? "a", repository: repository ?? "a")
        } catch {
            throw Problem(type: .invalidQuery, detail: "\(error)")
        }
    }
}
