import Foundation
import Synchronization

/// What is left undone when somebody ends a command half way.
enum Interruption {
    /// The address of a list of paths that ends with nil. It is never freed, since a signal may come at any time.
    private static let files = Atomic<Int>(0)

    /// From here on, a signal that asks for the end (SIGINT, SIGTERM, SIGHUP) removes these files before it has its way. One that is
    /// ignored, as under nohup, stays so.
    static func removes(_ paths: [String]) {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: paths.count + 1)
        for (place, path) in paths.enumerated() { list[place] = strdup(path) }
        list[paths.count] = nil
        files.store(Int(bitPattern: list), ordering: .releasing)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let before = signal(number, SIG_IGN)
            if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
            // Nothing but what a signal's handler may call: signal-safety(7).
            signal(number) { number in
                var file = UnsafePointer<UnsafeMutablePointer<CChar>?>(
                    bitPattern: Interruption.files.load(ordering: .acquiring))
                while let path = file?.pointee {
                    unlink(path)
                    file = file?.successor()
                }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }
}
