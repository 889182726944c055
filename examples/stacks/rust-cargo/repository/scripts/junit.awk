# What `cargo test` prints, as JUnit XML: on stable Rust it writes no report of its own. Ends as the tests did.

function text(raw) {
  gsub(/&/, "\\&amp;", raw); gsub(/</, "\\&lt;", raw); gsub(/"/, "\\&quot;", raw)
  return raw
}

{ print > "/dev/stderr" }
/^ +Running / { file = $2 == "unittests" ? $3 : $2 }
/^test .* \.\.\. / { key = file SUBSEP $2; order[++count] = key; status[key] = $NF; of[key] = file; name[key] = $2 }
/^---- .* stdout ----$/ { at = file SUBSEP $2; next }
/^failures:$/ || /^test result: / { at = "" }
at != "" { said[at] = said[at] $0 "\n" }
/^error: could not compile/ { broken = 1 }

END {
  print "<testsuites><testsuite name=\"cargo\">"
  for (i = 1; i <= count; i++) {
    key = order[i]
    printf "<testcase file=\"%s\" name=\"%s\">", text(of[key]), text(name[key])
    if (status[key] == "FAILED") {
      failed = 1
      printf "<failure type=\"%s\">%s</failure>", said[key] ~ /assertion/ ? "AssertionError" : "Panic", text(said[key])
    }
    if (status[key] == "ignored") printf "<skipped/>"
    print "</testcase>"
  }
  print "</testsuite></testsuites>"
  exit broken || failed
}
