import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct DestinationTests {
    @Test func `a task's result goes where the task says, if the operator lets it`() async throws {
        let own = LoopbackReceiver()
        try await World.run { world in
            try await own.serve { url in
                _ = try await world.withDaemon(["WEBHOOK_ALLOW": "127.0.0.1, *.example.com"]) { daemon in
                    #expect(try await daemon.post("Hello-World", to: url + "/own").status == 202)
                    #expect(try await daemon.post("Hello-World").status == 202)
                    #expect(try await daemon.post("Hello-World", to: "http://169.254.169.254/").status == 422)
                    #expect(try await daemon.post("Hello-World", to: "http://example.com/").status == 422)
                    try await own.log.first(1) { $0.status == 200 }
                    try await world.delivered(1)
                }
            }
            #expect(own.log.exchanges.map(\.target) == ["/own"])
            #expect(world.receiver.log.exchanges.map(\.target) == ["/hook"])
        }
    }

    /// The list of today decides, whatever it was when the task was accepted, and whoever wrote the row.
    @Test func `a job for a place that is not listed any more is given up, and nobody is connected to`() async throws {
        let own = LoopbackReceiver()
        try await World.run { world in
            try await own.serve { url in
                try await world.withDaemon(["WEBHOOK_ALLOW": "127.0.0.1", "SCHEDULE_INTERVAL": "3600000"]) { daemon in
                    _ = try await daemon.post("Hello-World", to: url)
                }
                _ = try await sqlite3(world.database, "UPDATE jobs SET run_at_ms = 0")
                try await world.withDaemon(["WEBHOOK_ALLOW": "*.example.com"]) { daemon in
                    _ = try await daemon.logged("job discarded")
                    let task = String(decoding: try await daemon.get("/tasks/1").body, as: UTF8.self)
                    #expect(task.contains(#""error_class":"webhook_destination""#))
                    #expect(task.contains("leads to a loopback address (127.0.0.0/8)"))
                }
            }
            #expect(own.log.count == 0)
            #expect(try await world.count("SELECT count(*) FROM destinations") == 0)
        }
    }
}
