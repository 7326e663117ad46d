#!/bin/sh
# Installs Spark and a Java that it runs on, for the shuffle services of this machine. Runs at each boot, before them;
# what is there is left as it is.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=spark-java.sh
. "$here/spark-java.sh"
begin

main() {
  for file in "$ROOT"/etc/mesos-spark/spark-shuffle/*.install; do
    # shellcheck source=/dev/null
    . "$file"
    install_spark
    install_java
    limit_memory "spark-shuffle@$(basename "$file" .install).service"
  done
}

install_spark() {
  if [ -z "$SPARK_FOLDER" ]; then
    [ -x "$ROOT$SPARK_HOME/bin/spark-class" ] || fail "found no $SPARK_HOME/bin/spark-class," \
      'wanted the Spark that SparkDistribution.host says lies on the machine'
  elif [ -d "$ROOT$SPARK_FOLDER" ]; then
    say "$SPARK_FOLDER is there already"
  else
    unpack_spark
  fi
}

# Into a folder beside it first: a folder that is there is whole.
unpack_spark() {
  new=$ROOT$SPARK_FOLDER.new
  rm -rf "$new"
  mkdir -p "$new"
  archive=$new/archive
  fetch_spark || fetch_spark || fail "found SHA-256 $sum of $SPARK_URL, wanted $SPARK_SHA256"
  if dry; then return 0; fi
  tar -xf "$archive" -C "$new" --no-same-owner || fail "found no tar archive at $SPARK_URL that is whole"
  rm -f "$archive"
  inner=${SPARK_HOME#"$SPARK_FOLDER"}
  [ -x "$new$inner/bin/spark-class" ] || fail "found no bin/spark-class in the folder ${inner#/} of $SPARK_URL," \
    "wanted it there; the archive holds $(cd "$new" && echo *): say spark.home"
  sync
  mv "$new" "$ROOT$SPARK_FOLDER"
  say "Spark $SPARK_VERSION lies in $SPARK_FOLDER"
}

# Something between may have answered for the server, so a wrong sum is tried once more.
fetch_spark() {
  change retry 10 - download "$SPARK_URL" "$archive" 1800 ||
    fail "found no answer from $SPARK_URL, wanted the archive of Spark $SPARK_VERSION"
  if dry; then return 0; fi
  sum=$(sha256sum "$archive" | cut -d' ' -f1)
  [ "$sum" = "$SPARK_SHA256" ]
}

install_java() {
  if java=$(find_java); then return 0; fi
  [ -z "$GIVEN_JAVA_HOME" ] || fail "found no $GIVEN_JAVA_HOME/bin/java, wanted the Java that javaHome names"
  refresh
  for version in $JAVA_VERSIONS; do
    package=$(java_package "$version")
    if available "$package"; then
      install_packages "$package"
      break
    fi
  done
  java=$(find_java) || dry || fail "found no Java of version $JAVA_VERSIONS on the machine or among its packages," \
    "wanted one for Spark $SPARK_VERSION; put one into the image and say javaHome"
}

java_package() {
  case $(family)-$1 in
    rhel-8) echo java-1.8.0-openjdk-headless ;;
    rhel-*) echo "java-$1-openjdk-headless" ;;
    debian-*) echo "openjdk-$1-jre-headless" ;;
    # Amazon Linux 2 keeps Corretto 8 in a repository of its own.
    amzn-8) if grep -q '^VERSION_ID="2"' "$ROOT/etc/os-release"; then
      echo java-1.8.0-openjdk-headless
    else
      echo java-1.8.0-amazon-corretto
    fi ;;
    *) echo "java-$1-amazon-corretto-headless" ;;
  esac
}

# What the package manager knows; only apt has to be told to look.
refresh() {
  if have apt-get; then change retry 6 300 apt-get -q -o DPkg::Lock::Timeout=240 update; fi
}

available() {
  if have dnf; then
    dnf -q list "$1" >/dev/null 2>&1
  elif have yum; then
    yum -q list "$1" >/dev/null 2>&1
  else
    [ -n "$(apt-cache -q show "$1" 2>/dev/null)" ]
  fi
}

# The unit says MemoryMax, which systemd knows from 231 on.
limit_memory() {
  if [ "$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')" -lt 231 ]; then
    change systemctl set-property --runtime "$1" "MemoryLimit=${MEMORY_MIB}M"
  fi
}

main
