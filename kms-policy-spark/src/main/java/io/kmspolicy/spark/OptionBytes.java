package io.kmspolicy.spark;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.ReplayOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of a replay as bytes. */
final class OptionBytes {

  private OptionBytes() {}

  static void write(ReplayOptions options, DataOutputStream out) throws IOException {
    writeStated(options.stated(), out);
    out.writeBoolean(options.inferServices());
    writeText(options.since().map(Instant::toString), out);
    writeText(options.until().map(Instant::toString), out);
    writeText(options.account(), out);
  }

  static ReplayOptions read(DataInputStream in) throws IOException {
    return new ReplayOptions(
        readStated(in),
        in.readBoolean(),
        false,
        false,
        false,
        ReplayOptions.Explanations.NONE,
        readText(in).map(Instant::parse),
        readText(in).map(Instant::parse),
        readText(in));
  }

  /** Spellings that differ only in letter case are one key. */
  private static void writeStated(RequestContext stated, DataOutputStream out) throws IOException {
    List<String> names = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (String spelling : stated.spellings()) {
      if (written.add(ConditionContext.name(spelling))) {
        names.add(spelling);
      }
    }
    out.writeInt(names.size());
    for (String name : names) {
      out.writeUTF(name);
      writeTexts(values(stated, name), out);
    }
  }

  private static List<String> values(RequestContext stated, String name) {
    if (stated.get(ConditionContext.name(name)) instanceof ContextValue.Present present) {
      return present.values();
    }
    throw new IllegalArgumentException("the value of `" + name + "` is stated to be unknown");
  }

  private static RequestContext readStated(DataInputStream in) throws IOException {
    RequestContext.Builder stated = RequestContext.builder();
    int names = in.readInt();
    for (int i = 0; i < names; i++) {
      stated.put(in.readUTF(), readTexts(in));
    }
    return stated.build();
  }

  static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  private static void writeText(Optional<String> text, DataOutputStream out) throws IOException {
    writeTexts(text.map(List::of).orElse(List.of()), out);
  }

  private static Optional<String> readText(DataInputStream in) throws IOException {
    return readTexts(in).stream().findFirst();
  }
}
