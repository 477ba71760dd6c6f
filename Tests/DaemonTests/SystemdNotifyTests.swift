import Foundation
import TestSupport
import Testing

@testable import Daemon

struct SystemdNotifyTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `each state is a datagram to the path that systemd names`() throws {
        let path = directory.file("notify")
        let socket = try NotifySocket(path)
        let systemd = SystemdNotify(environment: ["NOTIFY_SOCKET": path])
        systemd.send("READY=1")
        systemd.send("STOPPING=1")
        #expect(socket.next() == "READY=1")
        #expect(socket.next() == "STOPPING=1")
        #expect(socket.next() == nil)
    }

    @Test func `a name with an at sign is one of the abstract namespace`() throws {
        let name = "@hookme-\(UUID().uuidString)"
        let socket = try NotifySocket(name)
        SystemdNotify(environment: ["NOTIFY_SOCKET": name]).send("READY=1")
        #expect(socket.next() == "READY=1")
    }

    @Test(arguments: [
        nil, "", "@", "/nowhere/notify", "relative", "vsock:2:1234", "/" + String(repeating: "a", count: 200),
    ])
    func `without anybody who listens nothing happens`(name: String?) throws {
        let bystander = try NotifySocket(directory.file("notify"))
        SystemdNotify(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:]).send("READY=1")
        #expect(bystander.next() == nil)
    }

    @Test(
        arguments: [
            ([:], nil), (["WATCHDOG_USEC": "60000000"], 60), (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"], nil),
            (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "\(getpid())"], 60), (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "x"], nil),
        ] as [([String: String], Int?)])
    func `a watchdog counts that is meant for this process`(environment: [String: String], seconds: Int?) {
        #expect(SystemdNotify(environment: environment).watchdog == seconds.map { .seconds($0) })
    }
}
