# shellcheck shell=sh
# Finds the Java that runs a shuffle service. Sourced, never run. Wants JAVA_VERSIONS, the best first, and
# GIVEN_JAVA_HOME, a folder to take as it is, or nothing.

# java_version FOLDER: 17, or 8 of a Java that calls itself 1.8.
java_version() {
  "$ROOT$1/bin/java" -version 2>&1 | sed -n 's/^[a-z]* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p'
}

# Prints the folder of the best Java on the machine; fails where there is none of the wanted versions.
find_java() {
  if [ -n "$GIVEN_JAVA_HOME" ]; then
    [ -x "$ROOT$GIVEN_JAVA_HOME/bin/java" ] || return 1
    echo "$GIVEN_JAVA_HOME"
    return 0
  fi
  javas=$(for java in "$ROOT"/usr/lib/jvm/*/bin/java "$ROOT"/usr/java/*/bin/java "$ROOT"/opt/*/bin/java \
    "$(readlink -f "$(command -v java || echo /)")"; do
    if [ ! -f "$java" ] || [ ! -x "$java" ]; then continue; fi
    java=${java#"$ROOT"}
    java=${java%/bin/java}
    echo "$(java_version "$java") $java"
  done)
  for version in $JAVA_VERSIONS; do
    found=$(echo "$javas" | awk -v v="$version" '$1 == v { print $2; exit }')
    [ -z "$found" ] || {
      echo "$found"
      return 0
    }
  done
  return 1
}
