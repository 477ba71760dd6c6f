import Foundation
package import Subprocess

extension Environment {
    /// These variables and no others, but for what the sanitizers are told (`make tsan`, `make asan`): they are in a child as they are in
    /// whoever starts it.
    package static func only(_ variables: [String: String]) -> Environment {
        let options = ProcessInfo.processInfo.environment.filter { ["TSAN_OPTIONS", "ASAN_OPTIONS"].contains($0.key) }
        return .custom(
            Dictionary(uniqueKeysWithValues: options.merging(variables) { $1 }.map { (Key(stringLiteral: $0), $1) })
        )
    }
}
