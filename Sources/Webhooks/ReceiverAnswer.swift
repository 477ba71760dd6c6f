/// What a receiver said to a delivery.
package struct ReceiverAnswer: Equatable, Sendable {
    package var status: Int
    /// The beginning of its answer's body, in one line without secrets. Nil where it said nothing.
    package var head: String?

    package init(status: Int, head: String?) {
        self.status = status
        self.head = head
    }
}
