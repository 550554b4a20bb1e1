package io.kmspolicy.directory;

import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Layers that somebody states to be none where the policies say nothing of them. A layer that the
 * policies show to exist, but not what it says, stays unknown.
 *
 * @param layers the layers
 * @param named those of them that are stated by their own word, not by {@code all}
 */
public record AssumedNone(Set<LayerName> layers, Set<LayerName> named) {

  /** The option that states such layers, which messages name. */
  public static final String OPTION = "--assume-none";

  /** The word for all layers that can be none. */
  private static final String ALL = "all";

  /** Every key has a policy. */
  private static final Set<LayerName> STATABLE = EnumSet.complementOf(EnumSet.of(LayerName.KEY));

  private static final AssumedNone NOTHING = new AssumedNone(Set.of(), Set.of());

  /** Copies the sets. */
  public AssumedNone {
    layers = copy(layers);
    named = copy(named);
  }

  private static Set<LayerName> copy(Set<LayerName> layers) {
    return layers.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(layers));
  }

  /** No layer is stated to be none. */
  public static AssumedNone nothing() {
    return NOTHING;
  }

  /** The words that state layers: that of each layer but the key policy, and {@code all}. */
  public static List<String> words() {
    List<String> words = new ArrayList<>(STATABLE.stream().map(LayerName::word).toList());
    words.add(ALL);
    return List.copyOf(words);
  }

  /**
   * The layers that words state.
   *
   * @param where the option or file with the words, with which messages begin
   * @param warnings receives a line for each word that is one of earlier versions
   * @throws BadInputException if a word states no layer
   */
  public static AssumedNone of(String where, Collection<String> words, Consumer<String> warnings) {
    Set<LayerName> layers = EnumSet.noneOf(LayerName.class);
    Set<LayerName> named = EnumSet.noneOf(LayerName.class);
    for (String word : words) {
      if (word.equals(ALL)) {
        layers.addAll(STATABLE);
      } else {
        LayerName layer =
            layer(where, word, unheard -> {})
                .filter(STATABLE::contains)
                .orElseThrow(() -> new BadInputException(where + ": " + refusal(word)));
        layer(where, word, warnings);
        layers.add(layer);
        named.add(layer);
      }
    }
    return new AssumedNone(layers, named);
  }

  /**
   * The layer with a word, or with a name of earlier versions; empty if there is none.
   *
   * @param where the option or file with the word, with which the warning begins
   * @param warnings receives a line if the name is one of earlier versions
   */
  public static Optional<LayerName> layer(String where, String word, Consumer<String> warnings) {
    Optional<LayerName> found = LayerName.ofWord(word);
    if (found.isPresent()) {
      return found;
    }
    Optional<LayerName> former = LayerName.ofText(word);
    former.ifPresent(
        layer ->
            warnings.accept(
                where
                    + ": write `"
                    + layer.word()
                    + "` for `"
                    + word
                    + "`, which the next version refuses"));
    return former;
  }

  private static String refusal(String word) {
    if (LayerName.ofWord(word).or(() -> LayerName.ofText(word)).isPresent()) {
      return "`" + word + "` is never none, as each key has a key policy";
    }
    return Quoting.quoteShort(word)
        + " is not a layer; it must be one of "
        + Listing.oneOf(words())
        + Suggestions.question(word, words());
  }

  /** Whether no layer is stated to be none. */
  public boolean isEmpty() {
    return layers.isEmpty();
  }

  /** Whether a layer is stated to be none. */
  public boolean has(LayerName layer) {
    return layers.contains(layer);
  }

  /** The same without a layer. */
  public AssumedNone without(LayerName layer) {
    return new AssumedNone(minus(layers, layer), minus(named, layer));
  }

  private static Set<LayerName> minus(Set<LayerName> layers, LayerName layer) {
    Set<LayerName> others = EnumSet.noneOf(LayerName.class);
    others.addAll(layers);
    others.remove(layer);
    return others;
  }

  /** The words of the layers, in the order in which layers are listed everywhere. */
  public List<String> layerWords() {
    return Arrays.stream(LayerName.values()).filter(layers::contains).map(LayerName::word).toList();
  }
}
