/// What so many jobs took.
struct Figures: Encodable {
    let jobs: Int
    let seconds: Double
    /// Of this process, all threads.
    let cpuMicroseconds: Double
}
