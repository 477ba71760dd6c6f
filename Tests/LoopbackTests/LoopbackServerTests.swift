import Loopback
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoopbackServerTests {
    @Test func `the server answers while the closure runs and not after it`() async throws {
        let port = try await withClient(of: LoopbackReceiver()) { client in
            let reply = try await client.get("/")
            #expect(reply.status == 200)
            return try client.port
        }
        await #expect(throws: NIOConnectionError.self) {
            try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: port).get()
        }
    }

    @Test func `a port that is taken is an error that names it`() async throws {
        try await withClient(of: LoopbackReceiver()) { client in
            let port = try client.port
            let error = await #expect(throws: LoopbackError.self) {
                try await LoopbackReceiver().serve(port: port) { _ in Issue.record("two servers on one port") }
            }
            #expect(error?.description.hasPrefix("cannot listen on 127.0.0.1:\(port): ") == true)
            #expect(error?.description.contains("in use") == true)
        }
    }

    @Test func `an address of another machine is an error that names it`() async {
        let error = await #expect(throws: LoopbackError.self) {
            try await LoopbackReceiver().serve(host: "192.0.2.1") { _ in Issue.record("listening elsewhere") }
        }
        #expect(error?.description.hasPrefix("cannot listen on 192.0.2.1:0: ") == true)
    }

    @Test func `an error of the closure ends the server and comes through`() async {
        struct Oops: Error {}
        await #expect(throws: Oops.self) {
            try await LoopbackReceiver().serve { _ in throw Oops() }
        }
    }

    @Test func `cancelling ends the closure, and the requests that are held`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.silence(.seconds(3600)))
        let outcome = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withClient(of: receiver) { client in _ = try await client.get("/never") }
            }
            try await receiver.log.first()
            group.cancelAll()
            return await group.nextResult()
        }
        #expect(throws: (any Error).self) { try outcome?.get() }
    }
}
