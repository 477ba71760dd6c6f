import Foundation

/// A program of libFuzzer's (https://llvm.org/docs/LibFuzzer.html), which `make fuzz` builds and runs:
/// `fuzz PROPERTY [DIRECTORY…] [-max_total_time=SECONDS]…`. It ends at the first input for which the property does not hold, and
/// keeps it in a file.
@main
struct Fuzzer {
    nonisolated(unsafe) static var property: Property?

    static func main() {
        let name = CommandLine.arguments.dropFirst().first
        property = Property.all.first { $0.name == name }
        guard property != nil else {
            print(Property.all.map { $0.name }.joined(separator: "\n"))
            exit(64)
        }
        // The name of the property is for us only.
        var (count, arguments) = (CommandLine.argc - 1, CommandLine.unsafeArgv + 1)
        arguments[0] = CommandLine.unsafeArgv[0]
        exit(run(&count, &arguments, check))
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func run(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// By this name libFuzzer's own `main` would find it, which is linked although ours is called.
@_cdecl("LLVMFuzzerTestOneInput")
func check(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try Fuzzer.property?.holds(for: Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        // What libFuzzer takes for a find is an end of the process.
        fatalError("\(error)")
    }
    return 0
}
