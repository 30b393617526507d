package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.turn.Places.Place;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Four turns, a hundred bytes, ten of which are kept for a chat that is still to be read. */
class PlacesTest {
    private int told;
    private final Places places = new Places(4, 100, 10, () -> told++);

    @Test
    void thereAreSoManyAndNoMore() {
        Place one = take();
        take();
        take();
        take();

        assertThat(places.take()).isNull();
        assertThat(places.hasRoom()).isFalse();

        one.free();
        one.free();

        assertThat(told).isEqualTo(1);
        take();
        assertThat(places.take()).isNull();
    }

    @Test
    void nothingIsHeldBeyondTheBytesThatThereAre() {
        Place one = take();
        Place other = take();

        assertThat(one.tryHold(60)).isTrue();
        assertThat(other.tryHold(41)).isFalse();
        assertThat(other.tryHold(40)).isTrue();
        assertThat(places.hasRoom()).isFalse();

        one.hold(20);

        assertThat(told).isEqualTo(1);
        assertThat(places.hasRoom()).isTrue();
    }

    @Test
    void aChatThatIsLargerThanAllRoomIsHeldWhenNoOtherIs() {
        Place one = take();

        assertThat(one.tryHold(1000)).isTrue();
        assertThat(take().tryHold(1)).isFalse();
        assertThat(take().tryHold(0)).isTrue();
    }

    @Test
    void forChatsThatAreStillToBeReadRoomIsKept() {
        take().hold(65);

        List<Place> some = places.takeSome(200);

        assertThat(some).hasSize(1);
        some.getFirst().hold(5);
        assertThat(told).isEqualTo(1);
        assertThat(places.takeSome(200)).hasSize(1);
        assertThat(places.takeSome(200)).hasSize(1);
        assertThat(places.takeSome(200)).isEmpty();
    }

    @Test
    void whatGrowsAnywayIsCounted() {
        Place one = take();
        Place other = take();

        one.hold(150);

        assertThat(other.tryHold(1)).isFalse();
        one.free();
        assertThat(other.tryHold(1)).isTrue();
    }

    private Place take() {
        return Objects.requireNonNull(places.take());
    }
}
