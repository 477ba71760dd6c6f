/// Whose request it is, and what it may do.
package struct Caller: Equatable, Sendable {
    /// The name of the token; empty where no token is needed.
    package var name: String
    package var scopes: Set<Scope>

    package init(name: String, scopes: Set<Scope>) {
        self.name = name
        self.scopes = scopes
    }

    /// Who has shown no token. May do nothing that needs a scope.
    package static let nobody = Caller(name: "", scopes: [])
    /// Whoever it is, where no token is needed.
    package static let anybody = Caller(name: "", scopes: Set(Scope.allCases))
}
