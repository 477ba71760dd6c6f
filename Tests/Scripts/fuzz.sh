#!/bin/sh
# fuzz.sh PROGRAM SECONDS [PROPERTY…]: has libFuzzer look for input for which a property of Tests/FuzzTests does not hold; without
# a name for each of them, one after another. What it finds on the way is kept in .build-fuzz/corpus, so that the next run goes on
# from there. Input that breaks something is kept in .build-fuzz/broken: mend what it broke, and move it to Tests/FuzzTests/corpus.
set -eu

program=$1
seconds=$2
shift 2
seeds=Tests/FuzzTests/corpus
[ $# -gt 0 ] || set -- "$seeds"/*

# Swift's own report of a crash stands in the way of libFuzzer's.
export SWIFT_BACKTRACE=enable=no
mkdir -p .build-fuzz/broken
status=0
for property; do
    property=${property##*/}
    mkdir -p ".build-fuzz/corpus/$property"
    echo "$property: $seconds s"
    # Input for 10 s is too slow, and a gigabyte too much, whatever the property says.
    if ! nice -n 10 "$program" "$property" ".build-fuzz/corpus/$property" "$seeds/$property" \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix=".build-fuzz/broken/$property-" >".build-fuzz/$property.log" 2>&1; then
        status=1
        echo "$property: BROKEN, see .build-fuzz/$property.log"
    fi
    grep -E 'Fatal error|runtime failure|ERROR:|DONE +cov|number_of_executed_units|Test unit written' ".build-fuzz/$property.log" || true
done
exit $status
