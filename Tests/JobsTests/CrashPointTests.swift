import Testing

@testable import Jobs

struct CrashPointTests {
    @Test func `a point is named with the pass at which the process dies`() throws {
        let fuse = try CrashFuse("delivered:2")
        #expect(!fuse.burnsDown(at: .delivered, nil))
        #expect(!fuse.burnsDown(at: .recorded, nil))
        #expect(fuse.burnsDown(at: .delivered, nil))
        #expect(!fuse.burnsDown(at: .delivered, nil))
    }

    @Test func `with a repository only passes of its jobs count`() throws {
        let fuse = try CrashFuse("collected:1:poison")
        #expect(!fuse.burnsDown(at: .collected, "hello"))
        #expect(!fuse.burnsDown(at: .collected, nil))
        #expect(fuse.burnsDown(at: .collected, "poison"))
    }

    @Test(arguments: ["", "delivered", "delivered:", "delivered:0", "delivered:x", "deliverd:1", "delivered:1x", ":1"])
    func `what names no point, or no pass, is refused`(text: String) {
        let error = #expect(throws: InvalidCrash.self) { try CrashFuse(text) }
        #expect(error?.description.contains("'\(text)'") == true)
        #expect(error?.description.contains("pageRead, pageKept") == true)
    }
}
