/// A user name by number. Consecutive numbers lie far apart in the index of names, as the names of real tasks do.
func scatteredName(_ number: Int) -> String {
    "u" + String((UInt64(number) &* 2_654_435_761) & 0xffff_ffff, radix: 16)
}
