import Crypto

/// The tokens that are known, each by its hash.
package struct TokenList: Equatable, Sendable {
    private let entries: [TokenEntry]

    /// - Parameter entries: several may have the same name, so that a token can be replaced while the old one still works.
    package init(_ entries: [TokenEntry] = []) {
        self.entries = entries
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// What is known of a token; nil when it is nobody's.
    ///
    /// How long it takes says nothing about how much of a token is right. What is compared are hashes, of which whoever tries
    /// tokens chooses no part; two of them are compared without a stop at their first difference (`==` of a digest); and all
    /// entries are looked at, wherever the right one stands.
    package func entry(with token: AccessToken) -> TokenEntry? {
        let hash = token.hash
        var found: TokenEntry?
        for entry in entries where hash == entry.hash { found = entry }
        return found
    }

    /// More than one while a token is being replaced.
    package func entries(named name: String) -> [TokenEntry] {
        entries.filter { $0.caller.name == name }
    }
}
