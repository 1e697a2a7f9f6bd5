//! The workers that act upon timers: the virtual agent, the demo agents, and what happens by itself.

mod by_itself;
mod demo_agents;
mod virtual_agent;
