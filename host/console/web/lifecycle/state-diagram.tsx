import { useId } from "preact/hooks";
import { type StateName, stateNames } from "../../../../src/core/lifecycle/names.js";
import { say } from "../say.js";
import { diagram, exitsOf, nodeHeight, nodeWidth } from "./diagram.js";

const picture = diagram();

export const stateOf = (name: string | undefined): StateName | undefined =>
  stateNames.find((each) => each === name);

interface StateDiagramProps {
  readonly state: StateName | undefined;
  /** Where it was before. */
  readonly before: StateName | undefined;
}

/** All states and the ways between them; the present one is lit, and so are the ways out of it. */
export function StateDiagram({ state, before }: StateDiagramProps) {
  const headId = useId();
  return (
    <div class="state-diagram">
      <svg
        viewBox={`0 0 ${picture.width} ${picture.height}`}
        role="img"
        aria-label={state ? say("diagram.label", { state: say(`state.${state}`) }) : say("diagram.title")}
      >
        <defs>
          <marker
            id={headId}
            viewBox="0 0 6 6"
            refX="5.5"
            refY="3"
            markerWidth="6"
            markerHeight="6"
            orient="auto"
          >
            <path class="head" d="M 0 0 L 6 3 L 0 6 z" />
          </marker>
        </defs>
        {/* What is lit is drawn last: over the rest. */}
        {[false, true].map((lit) =>
          picture.arrows
            .filter((arrow) => (arrow.from === state) === lit)
            .map(({ from, to, path }) => (
              <path
                key={`${from} ${to}`}
                class={`arrow${lit ? " lit" : ""}${from === before && to === state ? " taken" : ""}`}
                d={path}
                marker-end={`url(#${headId})`}
              />
            )),
        )}
        {picture.nodes.map((node) => (
          <g key={node.state} class={node.state === state ? "node lit" : "node"}>
            <rect
              x={node.x - nodeWidth / 2}
              y={node.y - nodeHeight / 2}
              width={nodeWidth}
              height={nodeHeight}
              rx={nodeHeight / 2}
            />
            <text x={node.x} y={node.y}>
              {say(`state.${node.state}`)}
            </text>
          </g>
        ))}
      </svg>
      {state && (
        <>
          <p>{say(`meaning.${state}`)}</p>
          <ul class="exits">
            {[...exitsOf(state)].map(([to, events]) => (
              <li key={to}>
                → {say(`state.${to}`)} <code>{events.join(", ")}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
