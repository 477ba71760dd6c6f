import Testing

struct ArchitectureTests {
    private let tree = SourceTree()

    @Test func `no file imports what its room may not know`() throws {
        let allowed = Dictionary(uniqueKeysWithValues: Room.all.map { ($0.name, $0.ours.union($0.theirs)) })
        let imports = try tree.imports()
        let violations = imports.filter { one in
            !Room.system.contains(one.module) && allowed[one.room]?.contains(one.module) != true
        }
        #expect(violations.map(\.description) == [])
        #expect(imports.count > 100, "the sources were not found")
    }

    @Test func `every file is in a room, and every room has files`() throws {
        let files = try tree.sources()
        let homeless = files.filter { path in !Room.all.contains { $0.name == SourceTree.room(of: path) } }
        #expect(homeless == [])
        let empty = Room.all.filter { room in !files.contains { SourceTree.room(of: $0) == room.name } }
        #expect(empty.map(\.name) == [])
    }

    @Test(arguments: Room.all)
    func `the package declares for a room what the room may know`(room: Room) throws {
        let manifest = Manifest(try tree.text("Package.swift"))
        #expect(manifest.dependencies[room.name] == room.ours.union(room.theirs))
    }

    @Test func `no room knows one that comes after it`() {
        var known: Set<String> = []
        for room in Room.all {
            #expect(room.ours.isSubset(of: known), "\(room.name)")
            known.insert(room.name)
        }
    }

    @Test(arguments: [
        ("import GRDB", "GRDB"), ("package import Jobs", "Jobs"), ("@testable import Daemon", "Daemon"),
        ("  @_spi(Testing) public import A // why", "A"), ("import struct Foundation.URL", "Foundation"),
        ("internal import NIOCore", "NIOCore"), ("// import GRDB", nil), ("let importance = 1", nil),
        ("important()", nil),
    ])
    func `an import is read whatever stands with it`(line: Substring, module: String?) {
        #expect(SourceTree.module(importedBy: line) == module)
    }
}
