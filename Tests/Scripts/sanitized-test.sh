#!/bin/sh
# sanitized-test.sh thread|address SCRATCH [FILTER]: builds the tests with a sanitizer into SCRATCH, and runs them, or those that
# FILTER, a regular expression, names. The programs that they start have the sanitizer too. Fails with a test, and with a report.
set -eu

sanitizer=$1
scratch=$2
filter=${3:-}
reports=$PWD/$scratch/reports

# A report wants the line, and no more of what a debugger does.
swift build --build-tests "--sanitize=$sanitizer" --scratch-path "$scratch" -Xswiftc -gline-tables-only -Xcc -gline-tables-only

rm -rf "$reports"
mkdir -p "$reports"
if [ "$sanitizer" = thread ] && [ "$(uname)" = Linux ]; then
    # The compiler that comes with Swift: another one does not know how Swift calls.
    clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
    "$clang" -O1 -fPIC -shared -o "$PWD/$scratch/tsan_mutex.so" Tests/Scripts/tsan_mutex.c
    export LD_PRELOAD="$PWD/$scratch/tsan_mutex.so"
fi
# What is sanitized takes several times as long. Few at once, each has the time that it has without.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=2
# Swift's own report of a crash stands in the way of the sanitizer's.
export SWIFT_BACKTRACE=enable=no
export TSAN_OPTIONS="log_path=$reports/report suppressions=$PWD/Tests/Scripts/tsan_suppressions.txt"
# What is freed and kept to see its use is less than usual, since some tests measure memory.
export ASAN_OPTIONS="detect_leaks=0 quarantine_size_mb=32 log_path=$reports/report"
set -- test --skip-build --disable-xctest "--sanitize=$sanitizer" --scratch-path "$scratch" \
    -Xswiftc -gline-tables-only -Xcc -gline-tables-only
[ -z "$filter" ] || set -- "$@" --filter "$filter"
status=0
swift "$@" || status=$?

for report in "$reports"/*; do
    [ -e "$report" ] || continue
    status=1
    cat "$report" >&2
done
exit "$status"
