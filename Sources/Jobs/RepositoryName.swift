/// The repository that a task asks about, by the names that GitHub would accept.
///
/// A login is 1 to 39 letters, digits and single hyphens; it starts with a letter or a digit (older accounts may end with a
/// hyphen), and an app's carries the suffix `[bot]`. A repository is 1 to 100 letters, digits, `.`, `_` and `-`, but
/// neither `.` nor `..`. So neither can leave its segment of a URL path. Both are case-insensitive to GitHub.
package struct RepositoryName: Hashable, Sendable, CustomStringConvertible {
    package let username: String
    package let repository: String

    /// Takes both names as they were written, or says which of them GitHub could not have.
    package init(username: String, repository: String) throws(InvalidName) {
        guard Self.isLogin(username) else { throw .username }
        guard Self.isRepository(repository) else { throw .repository }
        self.username = username
        self.repository = repository
    }

    package var description: String {
        "\(username)/\(repository)"
    }

    private static func isLogin(_ name: String) -> Bool {
        let login = name.hasSuffix("[bot]") ? name.dropLast("[bot]".count) : name[...]
        return (1...39).contains(login.utf8.count)
            && login.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            && login.first != "-" && !login.contains("--")
    }

    private static func isRepository(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy { $0.isLetterOrDigit || "._-".utf8.contains($0) }
    }
}

/// Which of the two names GitHub could not have.
package enum InvalidName: Error, Equatable, CustomStringConvertible {
    case username
    case repository

    package var description: String {
        switch self {
        case .username: "username must be a GitHub login: 1 to 39 letters, digits and single hyphens"
        case .repository: "repository must be a GitHub repository name: 1 to 100 letters, digits, '.', '_' and '-'"
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
