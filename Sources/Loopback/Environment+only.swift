import Foundation
package import Subprocess

extension Environment {
    /// These variables and no others, but for what the sanitizers are told and what they load (`make tsan`, `make asan`): they are in a
    /// child as they are in whoever starts it.
    package static func only(_ variables: [String: String]) -> Environment {
        let passedOn = ["TSAN_OPTIONS", "ASAN_OPTIONS", "LD_PRELOAD"]
        let options = ProcessInfo.processInfo.environment.filter { passedOn.contains($0.key) }
        return .custom(
            Dictionary(uniqueKeysWithValues: options.merging(variables) { $1 }.map { (Key(stringLiteral: $0), $1) })
        )
    }
}
