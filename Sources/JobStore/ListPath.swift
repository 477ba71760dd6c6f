import Jobs

/// The index by which a list is read: the one that is likely to leave the least to look through.
///
/// Named in the statement, so that it is a mistake and not a slow answer when there is no such way.
enum ListPath: CaseIterable {
    case repository
    /// All jobs of an account that has few, sorted.
    case username
    case errorClass
    case state
    case creation
    /// From the newest job on, one by one.
    case number

    /// - Parameter isRare: whether an account has few jobs.
    init(_ filter: JobFilter, isRare: (_ username: String) throws -> Bool) rethrows {
        if filter.repository != nil {
            self = .repository
        } else if let username = filter.username, try isRare(username) {
            self = .username
        } else if filter.errorClass != nil {
            self = .errorClass
        } else if let state = filter.state, state != .completed {
            self = .state
        } else if filter.createdAfter != nil || filter.createdBefore != nil {
            self = .creation
        } else {
            self = .number
        }
    }

    /// What the index finds, in its own words, the newest first.
    var source: String {
        switch self {
        case .repository:
            """
            jobs INDEXED BY jobs_by_task
            WHERE username = :username COLLATE NOCASE AND repository = :repository COLLATE NOCASE AND id < :before
            ORDER BY id DESC
            """
        case .username:
            "jobs INDEXED BY jobs_by_task WHERE username = :username COLLATE NOCASE AND id < :before ORDER BY id DESC"
        case .errorClass:
            "jobs INDEXED BY jobs_by_error WHERE error_class = :error_class AND id < :before ORDER BY id DESC"
        case .state:
            """
            jobs INDEXED BY jobs_by_state
            WHERE state = :state AND state <> 'completed' AND id < :before ORDER BY id DESC
            """
        case .creation:
            """
            jobs INDEXED BY jobs_by_creation
            WHERE created_at_ms BETWEEN :created_after AND min(:created_before, :before_ms)
              AND (created_at_ms < :before_ms OR id < :before)
            ORDER BY created_at_ms DESC, id DESC
            """
        case .number:
            "jobs NOT INDEXED WHERE id < :before ORDER BY id DESC"
        }
    }
}
