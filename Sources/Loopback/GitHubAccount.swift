/// The kinds of accounts, as GitHub's `type` names them.
package enum AccountType: String, Sendable {
    case user = "User"
    case bot = "Bot"
    case organization = "Organization"

    /// What a login tells: a bot shows itself, an organisation looks like anybody.
    init(login: String) {
        self = login.hasSuffix("[bot]") ? .bot : .user
    }
}

/// How GitHub knows an account apart from its login. Both are made from the login, the same in every run.
enum GitHubAccountID {
    /// The global id, opaque to clients.
    ///
    /// https://docs.github.com/en/graphql/guides/using-global-node-ids
    static func node(of login: String) -> String {
        "U_" + login.lowercased().utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The number, of at most 48 bits: any JSON reader keeps it exactly.
    static func number(of login: String) -> Int {
        Int(FNV1a.hash(login.lowercased().utf8) >> 16)
    }
}
