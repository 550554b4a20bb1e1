package io.kmspolicy.inputs.join;

import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file with what it says. Each is equal to itself only. */
public final class InputSource {

  private final String name;
  private final InputState state;

  /** The gaps by the name in the file. */
  private final Map<String, List<InputGap>> gaps = new HashMap<>();

  /**
   * What a file says.
   *
   * @param name the file as messages show it
   */
  public InputSource(String name, InputState state) {
    this.name = name;
    this.state = state;
    for (InputGap gap : state.gaps()) {
      gaps.computeIfAbsent(gap.name(), any -> new ArrayList<>()).add(gap);
    }
  }

  /** The file as messages show it. */
  String name() {
    return name;
  }

  /** What it says. */
  InputState state() {
    return state;
  }

  /**
   * What it leaves open of a layer.
   *
   * @param owner the name of a key, user or role in the file
   */
  List<InputGap> gaps(String owner, String layer) {
    return gaps.getOrDefault(owner, List.of()).stream()
        .filter(gap -> gap.layer().equals(layer))
        .toList();
  }
}
