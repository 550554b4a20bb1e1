package io.kmspolicy.replay.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: memory does not grow with the records of a trail. */
class PlaceTest {

  private static List<Place> members(Place object, String prefix, int number) {
    return IntStream.range(0, number).mapToObj(i -> object.member(prefix + i)).toList();
  }

  private static long kept(Place object, List<Place> members) {
    return members.stream().filter(member -> object.member(member.name()) == member).count();
  }

  @Test
  @DisplayName("of an object whose names never repeat, the first 64 members are kept")
  void membersOfOneObjectAreBounded() {
    Place context = Place.root().member("requestParameters").member("encryptionContext");

    List<Place> members = members(context, "name", 100_000);

    assertThat(kept(context, members)).isEqualTo(64);
    assertThat(context.member("name99999").name()).isEqualTo("name99999");
  }

  @Test
  @DisplayName("of a record, 2,048 places are kept, and nothing inside one that is not")
  void placesOfARecordAreBounded() {
    Place root = Place.root();
    List<Place> objects = members(root, "object", 64);

    long kept = 64;
    for (Place object : objects) {
      kept += kept(object, members(object, "name", 64));
    }
    Place last = objects.get(63).member("name0");

    assertThat(kept).isEqualTo(2_048);
    assertThat(last.member("a")).isNotSameAs(last.member("a"));
  }
}
