import HTTPTypes
import JobStore
import Jobs
import Testing

@testable import HTTPAPI

/// What a task says of when, in which order and how often it runs.
struct ScheduleTests {
    private let api: API

    init() throws {
        api = try API()
    }

    private func post(_ members: String) async throws -> Answer {
        try await api.send(.post, "/tasks", body: #"{"username":"octocat","repository":"a",\#(members)}"#)
    }

    @Test(arguments: [
        (#""run_at":"2027-01-16T08:00:00Z""#, "2027-01-16T08:00:00.000Z"),
        (#""run_at":"2027-01-16T08:00:00.123456+01:00""#, "2027-01-16T07:00:00.123Z"),
        (#""run_at":"9999-12-31T23:59:59.999Z""#, "9999-12-31T23:59:59.999Z"),
        // What is past means now.
        (#""run_at":"2027-01-15T07:59:59.999Z""#, "2027-01-15T08:00:00.000Z"),
        (#""run_at":"0000-01-01T00:00:00+23:59""#, "2027-01-15T08:00:00.000Z"),
        (#""delay":0"#, "2027-01-15T08:00:00.000Z"), (#""delay":1.0"#, "2027-01-15T08:00:00.001Z"),
        (#""delay":31536000000"#, "2028-01-15T08:00:00.000Z"),
        // Who says nothing waits for SCHEDULE_INTERVAL, and null is nothing.
        (#""x":0"#, "2027-01-15T08:00:10.800Z"), (#""run_at":null,"delay":null"#, "2027-01-15T08:00:10.800Z"),
        (#""run_at":null,"delay":7"#, "2027-01-15T08:00:00.007Z"),
    ])
    func `a task runs when it says`(members: String, runAt: String) async throws {
        let answer = try await post(members)
        #expect(answer.status == 202)
        let task: TaskBody = try answer.decoded()
        #expect(task.runAt == runAt && task.runReason == "enqueued")
        #expect(try await api.store.job(JobID(task.id))?.runAt.iso8601 == runAt)
        #expect(api.rings.all.map(\.iso8601) == [runAt])
    }

    @Test func `a task has the priority and the retries that it says`() async throws {
        for (place, (priority, retries)) in [(0, 0), (1, 1), (2, 999), (3, 1000)].enumerated() {
            let body =
                #"{"username":"octocat","repository":"r\#(place)","priority":\#(priority),"max_retries":\#(retries)}"#
            let task: TaskBody = try await api.send(.post, "/tasks", body: body).decoded()
            #expect(task.priority == priority && task.maxRetries == retries)
            let job = try await api.store.job(JobID(task.id))
            #expect(job?.priority == priority && job?.maxRetries == retries)
            #expect(try await api.show(task.id).priority == priority)
        }
        let task: TaskBody = try await post(#""priority":null,"max_retries":null"#).decoded()
        #expect(task.priority == 1 && task.maxRetries == nil)
    }

    private static let moment = "run_at must be a moment such as 2026-11-23T22:44:04Z"
    private static let delay = "delay must be a whole number of milliseconds from 0 to 31536000000"
    private static let priority = "priority must be a whole number from 0, which goes first, to 3"
    private static let retries = "max_retries must be a whole number from 0 to 1000"

    @Test(arguments: [
        (#""run_at":"2027-01-16""#, moment), (#""run_at":"2027-01-16T08:00:00""#, moment), (#""run_at":"""#, moment),
        (#""run_at":"tomorrow""#, moment), (#""run_at":"2027-02-29T08:00:00Z""#, moment),
        (#""run_at":1800000000000"#, moment), (#""run_at":["2027-01-16T08:00:00Z"]"#, moment),
        // Later than the calendar, by its offset.
        (#""run_at":"9999-12-31T23:59:59-00:01""#, moment),
        (#""delay":-1"#, delay), (#""delay":31536000001"#, delay), (#""delay":1.5"#, delay),
        (#""delay":99999999999999999999"#, delay), (#""delay":"60000""#, delay), (#""delay":true"#, delay),
        (#""delay":{}"#, delay),
        (#""priority":4"#, priority), (#""priority":-1"#, priority), (#""priority":0.5"#, priority),
        (#""priority":"0""#, priority), (#""priority":[1]"#, priority), (#""priority":1e99"#, priority),
        (#""max_retries":1001"#, retries), (#""max_retries":-1"#, retries), (#""max_retries":false"#, retries),
        (#""max_retries":"3""#, retries),
        (#""run_at":"2027-01-16T08:00:00Z","delay":0"#, "run_at and delay exclude each other"),
        (#""run_at":"","delay":-1"#, "run_at and delay exclude each other"),
    ])
    func `what a task cannot ask for is told`(members: String, detail: String) async throws {
        let answer = try await post(members)
        #expect(answer.status == 422)
        #expect(try answer.decoded() == ProblemBody(.invalidTask, detail))
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
        #expect(api.rings.all.isEmpty)
    }

    @Test func `a live job stays as it is, whatever a task like it asks for`() async throws {
        let first: TaskBody = try await post(#""delay":5,"priority":2,"max_retries":7"#).decoded()
        let again = try await post(#""delay":6,"priority":0,"max_retries":0"#)
        #expect(again.status == 200)
        #expect(try again.decoded() == first)
    }
}
