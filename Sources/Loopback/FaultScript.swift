import Synchronization

/// What is to go wrong at a stand-in: rules, the first of which that matches a request decides.
package final class FaultScript: Sendable {
    private let rules = Mutex<[Rule]>([])

    fileprivate struct Rule {
        let fault: Fault
        let matches: @Sendable (Exchange) -> Bool
        let key: @Sendable (Exchange) -> String
        let times: Int
        /// How often it has struck, by key.
        var strikes: [String: Int] = [:]
    }

    package init() {}

    /// Adds a rule behind those that are there.
    ///
    /// - Parameters:
    ///   - fault: What happens.
    ///   - times: How often, then the rule is spent. Without it: always.
    ///   - matches: To which requests. Runs under the script's lock, so it must not touch the script.
    package func add(
        _ fault: Fault,
        times: Int = .max,
        where matches: @escaping @Sendable (Exchange) -> Bool = { _ in true }
    ) {
        add(fault, times: times, forEach: { _ in "" }, where: matches)
    }

    /// Adds a rule that strikes `times` requests of each key: with `webhookID` as the key, the first deliveries of each job.
    ///
    /// It remembers a number for each key it has met, until the script is cleared.
    package func add(
        _ fault: Fault,
        times: Int,
        forEach key: @escaping @Sendable (Exchange) -> String,
        where matches: @escaping @Sendable (Exchange) -> Bool = { _ in true }
    ) {
        rules.withLock { $0.append(Rule(fault: fault, matches: matches, key: key, times: times)) }
    }

    /// From now on nothing goes wrong.
    package func clear() {
        rules.withLock { $0.removeAll() }
    }

    func take(for request: Exchange) -> Fault? {
        rules.withLock { rules in
            for index in rules.indices where rules[index].strike(request) {
                return rules[index].fault
            }
            return nil
        }
    }
}

extension FaultScript.Rule {
    fileprivate mutating func strike(_ request: Exchange) -> Bool {
        guard matches(request) else { return false }
        let key = key(request)
        guard strikes[key, default: 0] < times else { return false }
        strikes[key, default: 0] += 1
        return true
    }
}
