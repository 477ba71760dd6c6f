/// An account, as `GET /users/{login}` shows it.
package struct GitHubUser: Sendable {
    package let login: String
    /// Nil where its owner has given none.
    package let name: String?
    /// GitHub's own JSON, where it was recorded: sent as it is.
    let recording: String?

    package init(login: String, name: String?, recording: String? = nil) {
        self.login = login
        self.name = name
        self.recording = recording
    }

    var json: JSON {
        if let recording { return .encoded(recording) }
        return [
            "login": .string(login),
            "type": .string(AccountType(login: login).rawValue),
            "name": JSON(name),
            "html_url": "https://github.com/\(login)",
        ]
    }
}

/// The kinds of accounts that a login tells apart.
enum AccountType: String {
    case user = "User"
    case bot = "Bot"

    init(login: String) {
        self = login.hasSuffix("[bot]") ? .bot : .user
    }
}
