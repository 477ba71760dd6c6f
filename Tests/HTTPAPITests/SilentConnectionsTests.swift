import Testing

@testable import HTTPAPI

struct SilentConnectionsTests {
    @Test func `the one that has been silent for longest is taken, and each once`() {
        var silent = SilentConnections<String>()
        let numbers = ["a", "b", "c", "d"].map { silent.add($0) }
        silent.remove(numbers[0])
        silent.remove(numbers[2])
        silent.remove(numbers[2])
        #expect([silent.takeOldest(), silent.takeOldest(), silent.takeOldest()] == ["b", "d", nil])
        _ = silent.add("e")
        silent.remove(numbers[1])
        #expect([silent.takeOldest(), silent.takeOldest()] == ["e", nil])
    }

    @Test func `those that have spoken long ago are not looked at again`() {
        var silent = SilentConnections<Int>()
        let first = silent.add(0)
        for number in 1...1000 { silent.remove(silent.add(number)) }
        #expect(silent.oldest == first)
        silent.remove(first)
        #expect(silent.oldest == 1001)
        _ = silent.add(2000)
        #expect(silent.takeOldest() == 2000 && silent.takeOldest() == nil)
    }
}
