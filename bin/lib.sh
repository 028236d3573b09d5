# shellcheck shell=bash
# What the scripts of bin/ share: find a JDK 25, install missing Debian packages, build the jar.
# Sourced, never run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# Sets JAVA_HOME to a JDK of version 25 or later: JAVA_HOME, then the PATH, then the usual folders.
find_jdk() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)" 2>/dev/null)")" 2>/dev/null)" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/*; do
    [ -x "$candidate/bin/javac" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release" 2>/dev/null || true)
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  die "no JDK 25 found in JAVA_HOME, the PATH or /usr/lib/jvm; install one (for example Temurin 25 from adoptium.net) and set JAVA_HOME"
}

# need PROGRAM:PACKAGE… installs the Debian packages of the programs that are missing.
need() {
  local pair missing=() run=()
  PATH=$PATH:/usr/sbin:/sbin
  for pair in "$@"; do
    # A program is a name on the PATH, or a pattern of files when it begins with a slash.
    case ${pair%%:*} in
      /*) compgen -G "${pair%%:*}" >/dev/null || missing+=("${pair#*:}") ;;
      *) command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}") ;;
    esac
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || die "please install: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die "please install: sudo apt-get install ${missing[*]}"
    run=(sudo -n)
  fi
  say "installing ${missing[*]} from Debian (once)"
  # In a shell of its own, so that whatever ends it, nothing stays behind.
  (
    # Debian starts the services of fresh packages; we want the programs only.
    policy=/usr/sbin/policy-rc.d
    trap 'exit 130' INT TERM
    if [ ! -e $policy ]; then
      trap '"${run[@]}" rm -f $policy' EXIT
      printf '#!/bin/sh\nexit 101\n' | "${run[@]}" tee $policy >/dev/null
      "${run[@]}" chmod 755 $policy
    fi
    log=$(mktemp)
    if ! { "${run[@]}" apt-get update && "${run[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      die "the packages could not be installed; the log is $log"
    fi
    rm -f "$log"
  ) || exit 1
}

# Maven without its chatter; all of it when something fails.
maven() {
  need mvn:maven
  local log
  log=$(mktemp)
  if ! (cd "$top" && mvn -q -B "$@") >"$log" 2>&1; then
    grep -v 'sun.misc.Unsafe\|com.google.common.util' "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Builds target/promansible.jar when a source is newer, and the JVM's cache of loaded classes.
build() {
  find_jdk
  local jar=$top/target/promansible.jar
  if [ ! -e "$jar" ] || [ -n "$(find "$top/src/main" "$top/pom.xml" -newer "$jar" -print -quit)" ]; then
    say "building target/promansible.jar (the first time Maven fetches its parts)"
    maven package -DskipTests || die "the build failed"
  fi
  if [ "$top/target/promansible.aot" -ot "$jar" ]; then
    train
  fi
}

# A small heap that grows when it must, to half a gigabyte at the most, and shrinks again when the service idles. With the serial collector the
# same storm took five times the memory, as that one grows the heap instead of collecting (bench/GOALS.md, Intake).
jvm_options=(-XX:+UseG1GC -Xms64m -Xmx512m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20
  -XX:G1PeriodicGCInterval=60000 -XX:-G1PeriodicGCInvokesConcurrent)

# One start, some alerts and a stop that record which classes the service loads and which of its methods are busy: later
# starts take half the time, and their first alerts too.
train() {
  say "recording the start of the service and its first alerts, so that later ones are faster"
  local room=$top/target/training
  rm -rf "$room"
  mkdir -p "$room/playbooks/alert/roles/train/tasks" "$room/playbooks/routine"
  cp "$top/playbooks/ansible.cfg" "$room/playbooks/"
  cp "$top/playbooks/alert/alerthandler.yml" "$room/playbooks/alert/"
  cp "$top/playbooks/routine/routinehandler.yml" "$room/playbooks/routine/"
  echo '- ansible.builtin.debug: {msg: trained}' >"$room/playbooks/alert/roles/train/tasks/main.yml"
  echo 'all: {hosts: {h1: {ansible_connection: local}, h2: {ansible_connection: local}}}' >"$room/hosts.yml"
  cat >"$room/promansible.yml" <<EOF
listen: 127.0.0.1:0
data: ./data
playbooks: ./playbooks
inventory: {sources: [./hosts.yml]}
limits: {per_hour: 100000, alerting: 100%}
handlers:
  - {name: acts, matchers: ['alertname="acts"'], roles: [train], mode: auto, class: safe, host_cooldown: 0s,
     cooldown: {after_success: 0s, after_failure: 0s}, limits: {hosts: 1000, share: 100%, per_hour: 100000, flaps: 100000}, verify: {hold: 0s}}
  - {name: watches, matchers: ['alertname="watches"'], roles: [train]}
EOF
  (
    # With the JVM's own collector: only that one keeps objects in the cache, which any collector takes from it.
    "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$top/target/promansible.aot" -jar "$top/target/promansible.jar" \
      serve --config "$room/promansible.yml" >"$room/log" 2>&1 &
    pid=$!
    trap 'kill $pid 2>/dev/null || true' EXIT
    trap 'exit 130' INT TERM
    for ((i = 0; i < 300; i++)); do
      grep -q 'listens on' "$room/log" && break
      kill -0 $pid 2>/dev/null || break
      sleep 0.1
    done
    # Where Python or Ansible are missing the start alone is recorded.
    timeout 60 python3 "$top/bin/train.py" "$room/log" >/dev/null 2>&1 || true
    kill $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
  )
  # Without the cache the service only starts slower.
  [ -e "$top/target/promansible.aot" ] || touch "$top/target/promansible.aot"
  rm -rf "$room"
}

# The java command line of the service.
java_command() {
  java_command=("$JAVA_HOME/bin/java")
  # A JVM that is told of two collectors does not start.
  [[ ${PROMANSIBLE_JAVA_OPTS:-} == *-XX:+Use*GC* ]] || java_command+=("${jvm_options[@]}")
  [ -s "$top/target/promansible.aot" ] && java_command+=("-XX:AOTCache=$top/target/promansible.aot")
  # Words on purpose: options of the operator.
  # shellcheck disable=SC2206
  # A JVM that ran out of memory may have lost any thread: it is better started anew, which loses nothing.
  java_command+=(-XX:+ExitOnOutOfMemoryError)
  java_command+=(${PROMANSIBLE_JAVA_OPTS:-} -jar "$top/target/promansible.jar")
}
