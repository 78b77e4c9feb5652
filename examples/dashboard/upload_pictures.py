"""A picture of a digit, what the model sees of it, and what it says."""

import numpy as np
import pandas as pd
import streamlit as st

from examples.dashboard.charts import bars
from examples.dashboard.digit_pictures import FORMATS, UnreadablePicture, pixels_of, read_picture
from examples.dashboard.frame import verdict_card
from examples.dashboard.samples import sample_picture
from examples.dashboard.serving import digits_model
from examples.dashboard.words import percent, plain
from examples.dashboard.workspace import Workspace

_FILE = "picture file"


def picture_panel(workspace: Workspace) -> None:
    """Draw all of it."""
    file = _choose_file()
    if file is None:
        return
    name, content = file
    try:
        picture = read_picture(content)
        pixels = pixels_of(picture)
    except UnreadablePicture as error:
        st.warning(plain(error), icon=":material/report:")
        return
    model = digits_model(workspace)
    answer = model.answers(pixels[np.newaxis, :]).iloc[0]
    chances = answer.drop("predicted").astype(float)
    verdict_card(
        f"This is a {answer['predicted']}", f"{percent(chances.max())} of the probability. {model.name}.", "calm"
    )
    seen, small, chart = st.columns([1, 1, 2])
    seen.image(picture, caption=plain(name), width=180)
    shades = (255 - 255 * pixels.reshape(8, 8) / 16).astype(np.uint8)
    small.image(
        np.kron(shades, np.ones((22, 22), dtype=np.uint8)), caption="the 8 x 8 pixels the model sees", width=180
    )
    with chart:
        names = [label.removeprefix("p(").removesuffix(")") for label in chances.index]
        frame = pd.DataFrame({"name": names, "value": chances.to_numpy()})
        bars(frame, title="probability", alt_text="The probability of each digit", form=".2f")
    st.caption(
        "One picture, one answer: how often such answers are right on pictures unlike the ones it learned from is not "
        "known."
    )


def _choose_file() -> tuple[str, bytes] | None:
    """Return the picture that is being looked at: a new one, the one from before, or none."""
    endings = [ending.lower() for ending in FORMATS]
    uploaded = st.file_uploader("A picture of one digit", type=[*endings, "jpg"], key="picture upload")
    if uploaded is not None:
        st.session_state[_FILE] = (uploaded.name, uploaded.getvalue())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.number_input("Or sample number", 0, 1796, 7, key="sample number", persist_state="session", width=160)
        if st.button("Use the sample", key="sample picture", icon=":material/image:"):
            st.session_state[_FILE] = sample_picture(int(which))
            st.rerun()
        if uploaded is None and _FILE in st.session_state and st.button("Put it away", key="forget picture"):
            del st.session_state[_FILE]
            st.rerun()
    if _FILE not in st.session_state:
        st.markdown("A dark digit on light paper is best. It is cut out, shrunk to 8 x 8 pixels, and named by a model.")
    return st.session_state.get(_FILE)
