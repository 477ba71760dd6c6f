/// An account, as `GET /users/{login}` shows it.
package struct GitHubUser: Sendable {
    package let login: String
    /// Nil where its owner has given none.
    package let name: String?
    package let type: AccountType
    /// What GraphQL finds it by.
    package let nodeID: String
    /// GitHub's own JSON, where it was recorded: sent as it is.
    let recording: String?

    /// - Parameters:
    ///   - type: Without it, what the login tells.
    ///   - nodeID: Without it, one made from the login.
    ///   - recording: GitHub's own JSON, which has to say the same.
    package init(
        login: String, name: String?, type: AccountType? = nil, nodeID: String? = nil, recording: String? = nil
    ) {
        self.login = login
        self.name = name
        self.type = type ?? AccountType(login: login)
        self.nodeID = nodeID ?? GitHubAccountID.node(of: login)
        self.recording = recording
    }

    var json: JSON {
        if let recording { return .encoded(recording) }
        return [
            "login": .string(login),
            "id": .number(GitHubAccountID.number(of: login)),
            "node_id": .string(nodeID),
            "type": .string(type.rawValue),
            "name": JSON(name),
            "html_url": "https://github.com/\(login)",
        ]
    }
}
