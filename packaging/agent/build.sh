# SPDX-License-Identifier: Apache-2.0
# Makes the packages of the agent; read by ./shirube, whose functions it uses: say, need, root, jar.
# Result: endpoint/target/shirube-agent_VERSION_ARCH.deb and .rpm. The same input gives the same bytes but
# for agent.aot, what the JVM notes in a training run.
# shellcheck shell=bash disable=SC2154

# The rooms that are linked into the image, with what they need; endpoint is where they begin.
agent_rooms="event match packing wire catalog journal certificates export rings sensor proc watch agent machines endpoint"
# Texts of these rooms alone are needed where no server is.
agent_texts="agent catalog certificates endpoint journal proc rings sensor watch wire"

package_agent() {
  build
  find_jdk
  out=$root/endpoint/target
  work=$out/package
  stage=$work/root
  home=$stage/usr/lib/shirube-agent
  kinds="deb rpm"
  case "${1:-}" in
    "") ;;
    deb | rpm | files) kinds=$1 ;;
    *)
      say "使い方: ./shirube agent package [deb|rpm|files]" "Usage: ./shirube agent package [deb|rpm|files]"
      exit 2
      ;;
  esac
  # Everything is as old as the release, whenever it was made.
  export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
  version=$(sed -n 's/.*String VERSION = "\(.*\)";/\1/p' \
    "$root/endpoint/src/main/java/dev/shirube/endpoint/Release.java")
  package_tools
  umask 022
  rm -rf "$work"
  mkdir -p "$home"
  package_image
  package_programs
  package_files
  find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  package_train
  find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  for kind in $kinds; do
    case $kind in
      deb) package_deb ;;
      rpm) package_rpm ;;
      files) say "$stage" "$stage" ;;
    esac
  done
}

# What making packages takes, by the names that Debian gives it.
package_tools() {
  need clang clang
  need bpftool bpftool
  for pair in /usr/include/bpf/bpf_helpers.h:libbpf-dev /usr/include/libelf.h:libelf-dev \
    /usr/include/zlib.h:zlib1g-dev /usr/include/stdio.h:libc6-dev; do
    [ -e "${pair%%:*}" ] || need "${pair%%:*}" "${pair##*:}"
  done
  case " $kinds " in *" deb "*) need dpkg-deb dpkg ;; esac
  case " $kinds " in *" rpm "*) need rpmbuild rpm ;; esac
}

# The JDK's modules that the agent needs and the agent's own, linked; native code of zstd beside.
package_image() {
  zstd=$(echo "$root"/endpoint/target/image/zstd-jni-*.jar)
  yaml=$(echo "$root"/endpoint/target/image/snakeyaml-engine-*.jar)
  mkdir -p "$work/zstd"
  (cd "$work/zstd" && "$JAVA_HOME/bin/jar" xf "$zstd") || exit 1
  case $(uname -m) in aarch64) native=aarch64 ;; *) native=amd64 ;; esac
  cp "$work/zstd/linux/$native"/libzstd-jni-*.so "$home/libzstd-jni.so"
  chmod 644 "$home/libzstd-jni.so"
  for system in aix darwin freebsd linux win; do rm -rf "$work/zstd/$system"; done
  modules=$work/zstd:$yaml
  for room in $agent_rooms; do modules=$modules:$root/$room/target/classes; done
  "$JAVA_HOME/bin/jlink" --module-path "$modules" --add-modules dev.shirube.endpoint \
    --no-header-files --no-man-pages --output "$home/jre" || exit 1
  for tool in "$home"/jre/bin/*; do
    case $tool in */java) ;; *) rm -f "$tool" ;; esac
  done
}

# The programs of the kernel and their loader, so that no compiler is needed where the agent runs.
package_programs() {
  "$home/jre/bin/java" -Dshirube.home="$root" -m dev.shirube.endpoint/dev.shirube.endpoint.Main \
    programs "$home/programs" || exit $unavailable
  chmod -R u=rwX,go=rX "$home/programs"
}

package_files() {
  from=$root/packaging/agent
  cp "$from/shirube-agent" "$from/setup" "$from/java.options" "$home/"
  chmod 755 "$home/shirube-agent" "$home/setup"
  mkdir -p "$home/content/messages" "$home/content/masks"
  for room in $agent_texts; do cp "$root/content/messages/$room.yaml" "$home/content/messages/"; done
  cp "$root"/content/masks/*.yaml "$home/content/masks/"
  mkdir -p "$stage/usr/bin" "$stage/usr/lib/systemd/system" "$stage/etc/shirube-agent"
  ln -s ../lib/shirube-agent/shirube-agent "$stage/usr/bin/shirube-agent"
  cp "$from/shirube-agent.service" "$stage/usr/lib/systemd/system/"
  cp "$from/environment" "$stage/etc/shirube-agent/"
  chmod 700 "$stage/etc/shirube-agent"
  chmod 600 "$stage/etc/shirube-agent/environment"
  doc=$stage/usr/share/doc/shirube-agent
  mkdir -p "$doc"
  cp "$from/copyright" "$doc/copyright"
  cp "$root/LICENSE" "$doc/LICENSE"
  cp "$root/docs/reference/agent-package.md" "$doc/README"
  cp "$root/docs/reference/agent-package.ja.md" "$doc/README.ja"
  find "$stage" -type f ! -perm -u=x ! -path '*/etc/*' -exec chmod 644 {} +
}

# Starting works without what a training notes, only more slowly and with more memory.
package_train() {
  # What a training gave before can be given again: then the packages are the same to the byte.
  if [ -n "${SHIRUBE_AGENT_AOT:-}" ]; then
    cp "$SHIRUBE_AGENT_AOT" "$home/agent.aot" && chmod 644 "$home/agent.aot" || exit 1
    return
  fi
  [ "$(id -u)" = 0 ] || say "root ではないため、訓練でカーネルのセンサーは動きません。起動が少し遅くなります。" \
    "This is not root, so the kernel's sensors are not trained; the agent will start a little more slowly."
  # shellcheck source=packaging/agent/train.sh
  . "$root/packaging/agent/train.sh"
  train_agent "$work/training" env MALLOC_ARENA_MAX=1 "$home/jre/bin/java" "@$home/java.options" OPTIONS \
    --enable-native-access=dev.shirube.rings,com.github.luben.zstd_jni -DZstdNativePath="$home/libzstd-jni.so" \
    -Dshirube.home="$home" -m dev.shirube.endpoint/dev.shirube.endpoint.Main || {
    say "訓練がうまくいきませんでした（$work/training）。" "The training went wrong ($work/training)."
    exit 1
  }
  cp "$work/training/agent.aot" "$home/agent.aot"
  chmod 644 "$home/agent.aot"
}

# The newest version of the C library that anything asks for.
package_glibc() {
  grep -aoh 'GLIBC_2\.[0-9]*' "$home"/programs/*/shirube-loader "$home"/libzstd-jni.so \
    "$home"/jre/bin/java "$home"/jre/lib/*.so "$home"/jre/lib/server/*.so | sort -uV | tail -n 1 | sed 's/GLIBC_//'
}

# filled FILE: a template with its facts
filled() {
  sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@GLIBC@/$(package_glibc)/" \
    -e "s/@SIZE@/$(du -sk "$stage" | cut -f1)/" "$1"
}

package_deb() {
  arch=$(dpkg --print-architecture)
  tree=$work/deb
  rm -rf "$tree"
  cp -a "$stage" "$tree"
  mkdir "$tree/DEBIAN"
  filled "$root/packaging/agent/debian/control.in" >"$tree/DEBIAN/control"
  echo /etc/shirube-agent/environment >"$tree/DEBIAN/conffiles"
  (cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
  cp "$root"/packaging/agent/debian/postinst "$root"/packaging/agent/debian/prerm \
    "$root"/packaging/agent/debian/postrm "$tree/DEBIAN/"
  chmod 755 "$tree"/DEBIAN/postinst "$tree"/DEBIAN/prerm "$tree"/DEBIAN/postrm
  find "$tree/DEBIAN" "$tree" -maxdepth 1 -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  deb=$out/shirube-agent_${version}_$arch.deb
  dpkg-deb --root-owner-group -Zxz --build "$tree" "$deb" >"$work/deb.log" 2>&1 || {
    cat "$work/deb.log" >&2
    exit 1
  }
  say "パッケージができました: $deb" "The package: $deb"
}

package_rpm() {
  arch=$(uname -m)
  mkdir -p "$work/rpm"
  filled "$root/packaging/agent/rpm/shirube-agent.spec.in" >"$work/rpm/shirube-agent.spec"
  rm -rf "$work/buildroot"
  cp -a "$stage" "$work/buildroot"
  rpmbuild -bb --quiet --buildroot "$work/buildroot" \
    --define "_topdir $work/rpm" --define "_rpmdir $work/rpm/made" --define "_buildhost localhost" \
    --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
    --define "__os_install_post %{nil}" --define "_build_id_links none" --define "debug_package %{nil}" \
    --define "_binary_payload w6.xzdio" --define "clean %{nil}" \
    "$work/rpm/shirube-agent.spec" >"$work/rpm.log" 2>&1 || {
    cat "$work/rpm.log" >&2
    exit 1
  }
  rpm=$out/shirube-agent-$version-1.$arch.rpm
  mv "$work/rpm/made/$arch/${rpm##*/}" "$rpm"
  say "パッケージができました: $rpm" "The package: $rpm"
}
