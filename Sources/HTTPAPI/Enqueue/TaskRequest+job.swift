package import JobStore
package import Jobs
package import Outbound

extension TaskRequest {
    /// The task as the store takes it, accepted at a moment.
    ///
    /// - Parameter interval: how long it waits when it does not say.
    package func job(
        at now: Timestamp, after interval: Milliseconds, _ policy: DestinationPolicy
    ) throws(Problem) -> NewJob {
        NewJob(
            name: try name(), destination: try destination(policy), runAt: try runAt(from: now) ?? now + interval,
            createdAt: now, priority: try Self.whole(priority, in: Priority.levels, .priority) ?? Priority.normal,
            maxRetries: try Self.whole(maxRetries, in: Self.retries, .maxRetries)
        )
    }

    private static func whole(
        _ number: Double?, in range: ClosedRange<Int>, _ member: CodingKeys
    ) throws(Problem) -> Int? {
        guard let number else { return nil }
        guard let whole = Int(exactly: number), range.contains(whole) else { throw .invalid(member) }
        return whole
    }

    /// The repository that it is about.
    ///
    /// - Throws: for names that GitHub cannot have.
    package func name() throws(Problem) -> RepositoryName {
        do throws(InvalidName) {
            return try RepositoryName(username: username, repository: repository)
        } catch {
            throw .invalidTask("\(error)")
        }
    }

    /// Where the result goes. Where its host's name leads is looked at when that is connected to, and only then is it of use.
    private func destination(_ policy: DestinationPolicy) throws(Problem) -> Destination {
        guard let webhookURL else { return .default }
        do throws(DestinationRefusal) {
            return .url(try policy.admit(webhookURL).text)
        } catch {
            throw .invalidTask("webhook_url \(error)")
        }
    }

    /// When it asks to be run; nil when it does not say.
    private func runAt(from now: Timestamp) throws(Problem) -> Timestamp? {
        switch (runAt, delay) {
        case (nil, nil): return nil
        case (.some, .some): throw .invalidTask("run_at and delay exclude each other")
        case (nil, .some):
            return try Self.whole(delay, in: Self.delays, .delay).map { now + Milliseconds(Int64($0)) }
        case (let text?, nil):
            guard let moment = Timestamp(rfc3339: text), moment <= .endOfCalendar else {
                throw .invalid(CodingKeys.runAt)
            }
            return max(moment, now)
        }
    }
}

extension Timestamp {
    /// The last one of the year 9999, which an offset may leave behind; the store takes no later one.
    fileprivate static let endOfCalendar = Timestamp(millisecondsSinceEpoch: 253_402_300_799_999)
}
