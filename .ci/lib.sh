# What the scripts of continuous integration share. Each begins with: . "$(dirname "$0")/lib.sh"
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Whether this is continuous integration, where nothing that is missing may be skipped. The tests
# ask the same variable (RequiredProgram).
in_ci() {
  [[ -n ${CI:-} && $CI != false ]]
}

step() {
  printf '\n=== %s\n' "$*"
}

forget_reports() {
  find . -path '*/target/surefire-reports/*' -type f -delete
}

# Prints the totals of all Surefire reports, into the file $CI_TOTALS as well; fails where a report
# counts a failure or none exists.
totals() {
  find . -path '*/target/surefire-reports/TEST-*.xml' -print0 | xargs -0 -r cat | awk -v on="$1" '
    function count(name) {
      return match($0, " " name "=\"[0-9]+\"") \
          ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
    }
    { buffer = buffer " " $0 }
    />/ {
      if (match(buffer, /<testsuite [^>]*>/)) {
        $0 = substr(buffer, RSTART, RLENGTH)
        reports++
        tests += count("tests"); failures += count("failures")
        errors += count("errors"); skipped += count("skipped")
      }
      buffer = ""
    }
    END {
      printf "Surefire totals on %s: %d tests, %d failures, %d errors, %d skipped\n",
          on, tests, failures, errors, skipped
      exit failures + errors > 0 || tests == 0
    }' | tee -a "${CI_TOTALS:-/dev/null}"
}
