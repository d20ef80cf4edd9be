# SPDX-License-Identifier: Apache-2.0
# Lets an agent record this machine for a while, for a server of its own, and has the JVM note what that needed;
# read by ./shirube and by build.sh, whose functions and variables it uses: say, root, jar, java_options.
# shellcheck shell=bash disable=SC2154

# train_agent FOLDER COMMAND…: COMMAND starts the agent, and takes options of the JVM from the array options, which
# stands where the word OPTIONS does. Leaves FOLDER/agent.aot, or returns 1 with what was said in FOLDER.
train_agent() {
  course=$1
  shift
  agent=("$@")
  mkdir -p "$course/data"
  rm -f "$course/agent.aot"
  port=$((20000 + RANDOM % 10000))
  cat >"$course/shirube.yaml" <<SETTINGS
data: '$course/data'
listen: 127.0.0.1
syslog-port: 0
relp-port: 0
bulk-port: 0
agent-port: $port
api-port: $((port + 1))
SETTINGS
  server=
  pupil=
  # Ctrl-C does not reach what runs in the background.
  trap 'kill ${server:+"$server"} ${pupil:+"$pupil"} 2>/dev/null' EXIT
  agent_server && agent_course
  done=$?
  kill ${server:+"$server"} ${pupil:+"$pupil"} 2>/dev/null
  wait ${server:+"$server"} ${pupil:+"$pupil"} 2>/dev/null
  trap - EXIT
  [ $done = 0 ] && [ -s "$course/agent.aot" ]
}

# agent_command OPTION…: sets command to what starts the agent with options of the JVM
agent_command() {
  command=()
  for word in "${agent[@]}"; do
    if [ "$word" = OPTIONS ]; then command+=("$@"); else command+=("$word"); fi
  done
}

agent_server() {
  "$JAVA_HOME/bin/java" "${java_options[@]}" -Dshirube.home="$root" -jar "$jar" up --no-record \
    --settings "$course/shirube.yaml" >"$course/server.log" 2>&1 &
  server=$!
  for ((step = 0; step < 1200; step++)); do
    [ ! -s "$course/data/recorder.address" ] || return 0
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

agent_course() {
  token=$("$JAVA_HOME/bin/java" "${java_options[@]}" -Dshirube.home="$root" -jar "$jar" agent token --lang en \
    --settings "$course/shirube.yaml" | grep -o 'SHR1-[^ ]*' | head -n 1)
  rm -rf "$course/agent"
  agent_command
  "${command[@]}" enroll "https://127.0.0.1:$port" "$token" --folder "$course/agent" >"$course/agent.log" 2>&1 || return 1
  agent_command -XX:-AOTRecordTraining -XX:AOTMode=record -XX:AOTConfiguration="$course/agent.conf"
  if [ "$(id -u)" = 0 ]; then
    # With pins of its own: an agent that records this machine keeps its.
    unshare -m --propagation private sh -c 'mount -t bpf bpf /sys/fs/bpf; exec "$@"' sh \
      "${command[@]}" run --folder "$course/agent" >>"$course/agent.log" 2>&1 &
  else
    "${command[@]}" run --folder "$course/agent" >>"$course/agent.log" 2>&1 &
  fi
  pupil=$!
  for ((step = 0; step < 600; step++)); do
    [ ! -s "$course/agent/status.txt" ] || break
    kill -0 "$pupil" 2>/dev/null || return 1
    sleep 0.1
  done
  # Something to see, for all sensors.
  for ((step = 0; step < 100; step++)); do
    /bin/true
    echo "$step" >"$course/seen" && mv "$course/seen" "$course/seen.$((step % 5))"
    sleep 0.1
  done
  kill "$pupil"
  wait "$pupil"
  pupil=
  agent_command -XX:-AOTRecordTraining -XX:AOTMode=create -XX:AOTConfiguration="$course/agent.conf" \
    -XX:AOTCache="$course/agent.aot" -Xmx512m
  "${command[@]}" run --folder "$course/agent" >"$course/create.log" 2>&1
}
